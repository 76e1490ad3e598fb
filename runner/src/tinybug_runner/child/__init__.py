"""What runs inside the process that runs the tests."""
