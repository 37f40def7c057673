"""The voices of a report: one module a format, its file name is its name on the command line, `render` its one verb."""
