"""The set-up file: reading it with care, loading it into the database, and writing it out again.

`reading` checks a file and names every problem with its line (`tree` makes values of YAML, `shapes` says what may
be there, `names` what may be there once, `explaining` puts it into sentences); `loading` and `dumping` are the
two commands.
"""
