"""What watches over the processes that run the tests, and leaves none of them behind."""
