# about: does not compile
# score: 0
# hint: NameError: name 'NoisyArray' is not defined
class NoisyArray
    pass
