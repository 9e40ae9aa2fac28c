"""transcheck: compares the language versions of an article and reports to an editor what
differs.
"""

__version__ = "0.1.0"
