"""Results as output that the command line and the service share: JSON, marked HTML, addresses."""
