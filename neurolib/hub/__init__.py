"""The course on a JupyterHub: what starts in place of ``jupyterhub-singleuser``, with the rights of
the student or of the teacher whose server it is.
"""
