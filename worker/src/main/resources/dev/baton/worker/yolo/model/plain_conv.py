# conv(x) with bias, nothing after it, in single precision whatever it is computed with.
#   x (B, Cin, H, W), weight (Cout, Cin/groups, 1, 1), bias (Cout) -> (B, Cout, H, W)
# Groups follow from the weight's shape. With bf16 (15, float32 is 6) x may be bfloat16.
class Net(Module):
  def forward(self, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    groups = x.size(1) // weight.size(1)
    if self.bf16:
      return torch.conv2d(x.to(15), weight.to(15), bias.to(15), [1, 1], [0, 0], [1, 1], groups).to(6)
    return torch.conv2d(x, weight, bias, [1, 1], [0, 0], [1, 1], groups)
