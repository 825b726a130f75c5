"""Where tests run, apart from student code, and what passes between the two.

==================  ================================================================
:mod:`.client`      the grader's side: what the checker is given to run, and the conversation with it
:mod:`.server`      the process in which tests run, and where their names come from
:mod:`.proxies`     what stands there for a student's functions, objects and exceptions
:mod:`.reference`   what the reference solution does in a test, held against what a student's code does
:mod:`.codec`       plain data as JSON: all that travels
:mod:`.master`      what of a notebook is the teacher's
:mod:`.names`       which names a cell reads and binds
==================  ================================================================

A part of this package is imported inside the sandbox: it loads nothing by itself.
"""
