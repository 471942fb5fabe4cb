# activation(batch_norm(conv(x))) without bias.
#   x (B, Cin, H, W), weight (Cout, Cin/groups, k, k), the others (Cout) -> (B, Cout, H/stride, W/stride)
# Padding and groups follow from the weight's shape. In training the statistics are updated in place,
# and batches (scalar, int64) counts the updates. With bf16 (15) x and the result may be bfloat16; batch
# norm keeps its sums and statistics in single precision.
class Net(Module):
  def forward(self, x: Tensor, weight: Tensor, gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor, batches: Tensor) -> Tensor:
    padding = weight.size(2) // 2
    groups = x.size(1) // weight.size(1)
    if self.bf16:
      x = x.to(15)
      weight = weight.to(15)
    y = torch.conv2d(x, weight, None, [self.stride, self.stride], [padding, padding], [1, 1], groups)
    if self.train:
      batches.add_(1)
    y = torch.batch_norm(y, gamma, beta, mean, variance, self.train, self.momentum, self.epsilon, True)
    if self.activation == "silu":
      y = torch.silu(y)
    elif self.activation == "relu":
      y = torch.relu(y)
    return y
