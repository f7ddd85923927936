"""What the command line does: reading input files, pushing, following and making channels, showing records."""
