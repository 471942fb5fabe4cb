# Clips all gradients to a norm of 10, updates three groups of parameters, zeroes the gradients and
# moves the average towards the network. Everything is changed in place.
#   numbers: learning rate of biases, of the others, momentum, decay of the weights, 1 - decay of the average
#   -> norm of all gradients before clipping

# Lists are changed one by one: the compiler drops what is done to a list joined from several.
def step(parameters: List[Tensor], gradients: List[Tensor], momenta: List[Tensor], clip: Tensor, rate: float, momentum: float, decay: float) -> None:
  if len(parameters) > 0:
    torch._foreach_mul_(gradients, clip)
    torch._fused_sgd_(parameters, gradients, momenta, weight_decay=decay, momentum=momentum, lr=rate, dampening=0.0, nesterov=True, maximize=False, is_first_step=False, grad_scale=None, found_inf=None)
    torch._foreach_zero_(gradients)

class Net(Module):
  def forward(self,
      biases: List[Tensor], bias_gradients: List[Tensor], bias_momenta: List[Tensor],
      weights: List[Tensor], weight_gradients: List[Tensor], weight_momenta: List[Tensor],
      scales: List[Tensor], scale_gradients: List[Tensor], scale_momenta: List[Tensor],
      average: List[Tensor], network: List[Tensor], numbers: List[float]) -> float:
    norm = torch.stack(torch._foreach_norm(bias_gradients + weight_gradients + scale_gradients, 2)).norm()
    clip = (10.0 / (norm + 1e-6)).clamp(max=1.0)
    __torch__.step(biases, bias_gradients, bias_momenta, clip, numbers[0], numbers[2], 0.0)
    __torch__.step(weights, weight_gradients, weight_momenta, clip, numbers[1], numbers[2], numbers[3])
    __torch__.step(scales, scale_gradients, scale_momenta, clip, numbers[1], numbers[2], 0.0)
    torch._foreach_lerp_(average, network, numbers[4])
    return float(norm)
