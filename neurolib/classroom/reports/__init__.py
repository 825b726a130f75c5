"""What is shown of a graded submission: outcomes, feedback pages, tables of a whole class."""
