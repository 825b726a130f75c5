"""The checker: the process in which tests run, separate from student code, and what passes between
the two.

==================  ================================================================
:mod:`.client`      the grader's side: it sends the tests and passes requests and answers
:mod:`.server`      the process in which tests run, and where their names come from
:mod:`.proxies`     what stands there for a student's functions, objects and exceptions
:mod:`.reference`   what the reference solution does in a test, compared with a student's code
:mod:`.codec`       plain data as JSON, in which all messages are sent
:mod:`.master`      the teacher's parts of a notebook
:mod:`.names`       which names a cell reads and binds
==================  ================================================================

A part of this package is imported inside the sandbox: it loads nothing by itself.
"""
