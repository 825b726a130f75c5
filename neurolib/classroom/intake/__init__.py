"""What is taken of a submission, from wherever it comes: ordinary files, and the answers in its
notebook.
"""
