"""What a student starts: handing in, instant feedback, and the buttons of JupyterLab."""
