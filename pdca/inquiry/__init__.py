"""照会: the departments are asked for the status of their items in Word and Excel, and their answers are read back."""
