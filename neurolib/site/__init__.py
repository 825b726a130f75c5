"""The course as a web site that needs no Python and no other host: ``neurolib site``.

:mod:`.running` runs the notebooks, :mod:`.record` keeps what their widgets show, :mod:`.markup`
turns cells into HTML, :mod:`.reference` writes the reference of the library, and :mod:`.build` puts
the pages together. :mod:`.webassembly` compiles kernels with which a page computes by itself, and
:mod:`.showpiece` is a network that runs on the home page. It reads ``course/``, ``exercises/`` and
the library, and never ``solutions/``.
"""
