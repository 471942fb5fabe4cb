# activation(conv(x)) with bias: a convolution unit whose batch norm is part of its weights.
#   x (B, Cin, H, W), weight (Cout, Cin/groups, k, k), bias (Cout) -> (B, Cout, H/stride, W/stride)
# Padding and groups follow from the weight's shape.
class Net(Module):
  def forward(self, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    padding = weight.size(2) // 2
    groups = x.size(1) // weight.size(1)
    y = torch.conv2d(x, weight, bias, [self.stride, self.stride], [padding, padding], [1, 1], groups)
    if self.activation == "silu":
      y = torch.silu(y)
    elif self.activation == "relu":
      y = torch.relu(y)
    return y
