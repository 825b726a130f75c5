"""A chapter as screens for a lecture hall: ``neurolib lecture`` and ``neurolib site --slides``.

:mod:`.screens` decides by rules which cells of a notebook become screens and which become the
presenter's notes, :mod:`.slides` writes the pages, and :mod:`.serving` serves them. :mod:`.hall`
lets phones answer what the wall shows, :mod:`.hall_question` reads and counts their answers, and
:mod:`.qr` writes the code that they scan.
"""
