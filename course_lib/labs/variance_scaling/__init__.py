"""One draw as scale × mode × distribution: its histogram, std and limit, and every name that it has."""
