"""Every parser fed with inputs that are nearly right, and with some that are not right at all."""
