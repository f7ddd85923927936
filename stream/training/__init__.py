"""Builds the models and fills the counts that ship with the package; never imported at run time."""
