# Changes the tensors of one list by those of another, which may lie on another device.
#   sources, targets: as many tensors each, of the same shapes -> how many
class Net(Module):
  def forward(self, sources: List[Tensor], targets: List[Tensor]) -> int:
    for i in range(len(sources)):
      if self.operation == "copy":
        targets[i].copy_(sources[i])
      else:
        targets[i].add_(sources[i].to(targets[i].device))
        sources[i].zero_()
    return len(sources)
