"""What happens when hidden weights, biases, the last layer or a logistic regression start at zero."""
