"""Wire stories in, event records out: a Faust worker that reads news agency wires and publishes structured records."""

from importlib.metadata import version

__version__ = version("wirestream")
