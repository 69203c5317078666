"""What surrounds every answer, whatever it is: headers, whose pages may read it, limits, validators, compression."""
