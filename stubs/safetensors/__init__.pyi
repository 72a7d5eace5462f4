"""The parts of safetensors that the render node uses."""
