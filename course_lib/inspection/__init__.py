"""What a `torch.nn.Module` starts from: its parameters, its signals, and what is wrong with them."""
