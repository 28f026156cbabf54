"""Tables and files of a finished run."""
