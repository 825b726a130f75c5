# about: does not compile
# score: 0
# hint: pcm_program
def pcm_program(f, pulses)
    return f
