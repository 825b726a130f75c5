"""The course as a web site that needs no Python and no other host: ``neurolib site``; and any
notebook as one such page: ``neurolib page``.

:mod:`.running` runs the notebooks, in which :mod:`.showing` notes what they show and
:mod:`.record` keeps it; :mod:`.markup` turns cells into HTML, :mod:`.scripts` gives a page its
scripts and its style, and :mod:`.reference` writes the reference of the library. :mod:`.build` puts
the pages of the course together, and :mod:`.single` writes one notebook as one file.
:mod:`.webassembly` compiles kernels with which a page computes by itself, and :mod:`.showpiece` is
a network that runs on the home page. The site reads ``course/``, ``exercises/`` and the library,
and never ``solutions/``.
"""
