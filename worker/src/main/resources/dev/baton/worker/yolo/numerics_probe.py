# Two convolutions in a row, as a number that depends on all of their bits.
#   x (B, C, H, W), wide (N, C, 3, 3), narrow (N, N, 1, 1) -> scalar
# With bf16 (15) they are computed as a network of that precision computes its own.
class Net(Module):
  def forward(self, x: Tensor, wide: Tensor, narrow: Tensor) -> Tensor:
    if self.bf16:
      x = x.to(15)
      wide = wide.to(15)
      narrow = narrow.to(15)
    y = torch.conv2d(x, wide, None, [1, 1], [1, 1], [1, 1], 1)
    y = torch.conv2d(y, narrow, None, [1, 1], [0, 0], [1, 1], 1)
    return torch.softmax(y.to(6), 1).square().sum()
