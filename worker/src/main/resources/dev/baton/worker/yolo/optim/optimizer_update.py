# Clips all gradients to a norm of 10, updates three groups of parameters by self.rule, zeroes the
# gradients and moves the average towards the network. Everything is changed in place.
#   first, second, third: what the rule remembers of each parameter; empty lists if it does not
#   count: (1) updates, this one included
#   numbers: learning rate of biases, of the others, momentum or beta 1, decay of the weights, 1 - decay of the average
#   -> norm of all gradients before clipping; if it is not finite, nothing is changed

# Lists are changed one by one: the compiler drops what is done to a list joined from several.
def sgd(parameters: List[Tensor], gradients: List[Tensor], momenta: List[Tensor], rate: float, momentum: float, decay: float) -> None:
  torch._fused_sgd_(parameters, gradients, momenta, weight_decay=decay, momentum=momentum, lr=rate, dampening=0.0, nesterov=True, maximize=False, is_first_step=False, grad_scale=None, found_inf=None)

# Kingma and Ba 2015, arXiv:1412.6980; the decay is part of the gradient.
def adam(parameters: List[Tensor], gradients: List[Tensor], means: List[Tensor], squares: List[Tensor], counts: List[Tensor], rate: float, beta: float, decay: float) -> None:
  nothing: List[Tensor] = []
  torch._fused_adam_(parameters, gradients, means, squares, nothing, counts, lr=rate, beta1=beta, beta2=0.999, weight_decay=decay, eps=1e-8, amsgrad=False, maximize=False, grad_scale=None, found_inf=None)

# Loshchilov and Hutter 2019, arXiv:1711.05101, with the maximum of Reddi et al. 2018, arXiv:1904.09237.
def adamw(parameters: List[Tensor], gradients: List[Tensor], means: List[Tensor], squares: List[Tensor], maxima: List[Tensor], counts: List[Tensor], rate: float, beta: float, decay: float) -> None:
  torch._fused_adamw_(parameters, gradients, means, squares, maxima, counts, lr=rate, beta1=beta, beta2=0.999, weight_decay=decay, eps=1e-8, amsgrad=True, maximize=False, grad_scale=None, found_inf=None)

# Chen et al. 2023, arXiv:2302.06675.
def lion(parameters: List[Tensor], gradients: List[Tensor], means: List[Tensor], rate: float, beta: float, decay: float) -> None:
  torch._foreach_mul_(parameters, 1.0 - rate * decay)
  directions = torch._foreach_mul(means, beta)
  torch._foreach_add_(directions, gradients, alpha=1.0 - beta)
  torch._foreach_sign_(directions)
  torch._foreach_add_(parameters, directions, alpha=-rate)
  torch._foreach_mul_(means, 0.99)
  torch._foreach_add_(means, gradients, alpha=1.0 - 0.99)

def step(parameters: List[Tensor], gradients: List[Tensor], first: List[Tensor], second: List[Tensor], third: List[Tensor], clip: Tensor, count: Tensor, rate: float, momentum: float, decay: float) -> None:
  if len(parameters) > 0:
    torch._foreach_mul_(gradients, clip)
    counts = [count for _ in range(len(parameters))]
    if self.rule == "SGD":
      __torch__.sgd(parameters, gradients, first, rate, momentum, decay)
    elif self.rule == "ADAM":
      __torch__.adam(parameters, gradients, first, second, counts, rate, momentum, decay)
    elif self.rule == "ADAMW":
      __torch__.adamw(parameters, gradients, first, second, third, counts, rate, momentum, decay)
    else:
      __torch__.lion(parameters, gradients, first, rate, momentum, decay)
    torch._foreach_zero_(gradients)

class Net(Module):
  def forward(self,
      biases: List[Tensor], bias_gradients: List[Tensor], bias_first: List[Tensor], bias_second: List[Tensor], bias_third: List[Tensor],
      weights: List[Tensor], weight_gradients: List[Tensor], weight_first: List[Tensor], weight_second: List[Tensor], weight_third: List[Tensor],
      scales: List[Tensor], scale_gradients: List[Tensor], scale_first: List[Tensor], scale_second: List[Tensor], scale_third: List[Tensor],
      average: List[Tensor], network: List[Tensor], count: Tensor, numbers: List[float]) -> float:
    norm = torch.stack(torch._foreach_norm(bias_gradients + weight_gradients + scale_gradients, 2)).norm()
    if not bool(torch.isfinite(norm)):
      return float(norm)
    clip = (10.0 / (norm + 1e-6)).clamp(max=1.0)
    __torch__.step(biases, bias_gradients, bias_first, bias_second, bias_third, clip, count, numbers[0], numbers[2], 0.0)
    __torch__.step(weights, weight_gradients, weight_first, weight_second, weight_third, clip, count, numbers[1], numbers[2], numbers[3])
    __torch__.step(scales, scale_gradients, scale_first, scale_second, scale_third, clip, count, numbers[1], numbers[2], 0.0)
    torch._foreach_lerp_(average, network, numbers[4])
    return float(norm)
