"""What Samklang knows: frozen values, commands, events and rules, without a clock, a disk or a word of prose."""
