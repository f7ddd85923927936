"""Fuzzing of the wire formats with damaged messages of our own."""
