"""What a reading process may do."""
