"""The engine of a cluster: OpenSearch finds, filters, counts and gives candidates; Glane ranks, marks and shows."""
