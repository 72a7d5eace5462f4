"""What clients send and see of synthesis."""
