"""What a network costs: the bill of any NIR network, and the border of the claim that spikes take
less energy.
"""
