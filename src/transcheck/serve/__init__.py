"""`transcheck serve`: pages in the browser, for those who have no terminal.

The workbench checks texts that are dropped or pasted, while they are typed; with a folder, its
stories and the board of their status are pages too. No text leaves the machine, and none is stored.
"""
