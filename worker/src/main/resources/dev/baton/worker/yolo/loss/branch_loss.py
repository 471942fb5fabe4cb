# The loss of one branch of the head. B images, A anchor points of all levels (level by level, row by
# row), C classes, N true boxes an image, F assigned anchor points. Boxes are left, top, right, bottom.

# Complete IoU of boxes (..., 4), broadcast -> (...). As in the reference only heights get an epsilon,
# and the aspect ratio's weight is a constant for the gradient.
def ciou(a: Tensor, b: Tensor) -> Tensor:
  eps = 1e-7
  ax1, ay1, ax2, ay2 = a.unbind(-1)
  bx1, by1, bx2, by2 = b.unbind(-1)
  aw = ax2 - ax1
  ah = ay2 - ay1 + eps
  bw = bx2 - bx1
  bh = by2 - by1 + eps
  overlap_w = (torch.minimum(ax2, bx2) - torch.maximum(ax1, bx1)).clamp(0)
  overlap_h = (torch.minimum(ay2, by2) - torch.maximum(ay1, by1)).clamp(0)
  overlap = overlap_w * overlap_h
  iou = overlap / (aw * ah + bw * bh - overlap + eps)
  hull_w = torch.maximum(ax2, bx2) - torch.minimum(ax1, bx1)
  hull_h = torch.maximum(ay2, by2) - torch.minimum(ay1, by1)
  diagonal2 = hull_w.pow(2) + hull_h.pow(2) + eps
  distance2 = ((bx1 + bx2 - ax1 - ax2).pow(2) + (by1 + by2 - ay1 - ay2).pow(2)) / 4
  aspect = 0.4052847345693511 * (torch.atan(bw / bh) - torch.atan(aw / ah)).pow(2)  # 4 / pi^2
  weight = (aspect / (aspect - iou + (1 + eps))).detach()
  return iou - (distance2 / diagonal2 + aspect * weight)

# Task-aligned assignment of one image: B is 1.
#   scores (B, A, C) in 0..1, boxes (B, A, 4) px, points (A, 2) px, classes (B, N), truth (B, N, 4) px
#   -> target scores (B, A, C), index of the assigned true box (B, A), whether one is assigned (B, A)
def assign_image(scores: Tensor, boxes: Tensor, points: Tensor, classes: Tensor, truth: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
  count = truth.size(1)
  overlap = __torch__.ciou(truth.unsqueeze(2), boxes.unsqueeze(1)).clamp(0)  # (B, N, A)
  own_scores = scores.transpose(1, 2).gather(1, classes.unsqueeze(2).expand(-1, -1, boxes.size(1)))
  alignment = own_scores.pow(0.5) * overlap.pow(6.0)  # (B, N, A)
  from_left_top = (points - truth[:, :, :2].unsqueeze(2)).amin(3)  # (B, N, A)
  to_right_bottom = (truth[:, :, 2:].unsqueeze(2) - points).amin(3)  # (B, N, A)
  inside = torch.minimum(from_left_top, to_right_bottom) > 1e-9  # (B, N, A)
  real = truth.sum(2) > 0  # (B, N)
  best = torch.topk(alignment * inside, 10, 2)[1]
  positive = torch.zeros_like(alignment).scatter_(2, best, 1.0) * inside * real.unsqueeze(2)
  # An anchor point that several boxes claim goes to the one that it overlaps most, claimant or not.
  contested = positive.sum(1, True) > 1  # (B, 1, A)
  winner = torch.one_hot(overlap.argmax(1), count).transpose(1, 2).to(6)  # (B, N, A), 6 is float32
  positive = torch.where(contested, winner, positive)
  assigned = positive.sum(1) > 0
  owner = positive.argmax(1)  # (B, A)
  # Each box's best anchor point gets the box's best overlap for target, the others less.
  alignment = alignment * positive
  best_alignment = alignment.amax(2, True)  # (B, N, 1)
  best_overlap = (overlap * positive).amax(2, True)
  quality = (alignment * best_overlap / (best_alignment + 1e-9)).amax(1) * assigned  # (B, A)
  target = torch.one_hot(classes.gather(1, owner), scores.size(2)) * quality.unsqueeze(2)
  return (target, owner, assigned)

# The same for all images, one after the other: here a step needs most memory, and arrays (N, A) of
# one image also fit into the processor's caches, where those of all would not.
def assign(scores: Tensor, boxes: Tensor, points: Tensor, classes: Tensor, truth: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
  targets = annotate(List[Tensor], [])
  owners = annotate(List[Tensor], [])
  assignments = annotate(List[Tensor], [])
  for i in range(scores.size(0)):
    image = __torch__.assign_image(scores[i:i + 1], boxes[i:i + 1], points, classes[i:i + 1], truth[i:i + 1])
    target, owner, assigned, = image
    targets.append(target)
    owners.append(owner)
    assignments.append(assigned)
  return (torch.cat(targets, 0), torch.cat(owners, 0), torch.cat(assignments, 0))

# (B, K, H, W) -> (B, H * W, K); under channels_last a view.
def flat(x: Tensor) -> Tensor:
  return x.permute([0, 2, 3, 1]).reshape([x.size(0), -1, x.size(1)])

# Centres of the cells of an (H, W) map -> (H * W, 2) x, y in cells.
def centres(x: Tensor) -> Tensor:
  ys = (torch.arange(x.size(2), device=x.device) + 0.5).unsqueeze(1).expand([x.size(2), x.size(3)])
  xs = (torch.arange(x.size(3), device=x.device) + 0.5).unsqueeze(0).expand([x.size(2), x.size(3)])
  return torch.stack([xs.reshape(-1), ys.reshape(-1)], 1)

def strides(x: Tensor, stride: float) -> Tensor:
  return torch.full([x.size(2) * x.size(3), 1], stride, device=x.device)

# Cross-entropy of one side's distances (F, 4) under distributions (F, 4, 16), weighted between the
# two bins next to the distance -> (F).
def focal_distance(log_probability: Tensor, distance: Tensor) -> Tensor:
  y = distance.clamp(0, 14.99)
  left = y.floor()
  bin = left.to(4).unsqueeze(2)  # 4 is int64
  below = log_probability.gather(2, bin).squeeze(2) * (left + 1 - y)
  above = log_probability.gather(2, bin + 1).squeeze(2) * (y - left)
  return -(below + above).mean(1)

class Net(Module):
  # p3, p4, p5 (B, 64 + C, H, W) raw maps of strides 8, 16, 32; classes (B, N); truth (B, N, 4) px
  # -> (3) box, cls, dfl, and the assignment as assign returns it
  def forward(self, p3: Tensor, p4: Tensor, p5: Tensor, classes: Tensor, truth: Tensor) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
    maps = torch.cat([__torch__.flat(p3), __torch__.flat(p4), __torch__.flat(p5)], 1)
    logits = maps[:, :, 64:]  # (B, A, C)
    sides = maps[:, :, :64].reshape([maps.size(0), maps.size(1), 4, 16])
    points = torch.cat([__torch__.centres(p3), __torch__.centres(p4), __torch__.centres(p5)], 0)
    stride = torch.cat([__torch__.strides(p3, 8.0), __torch__.strides(p4, 16.0), __torch__.strides(p5, 32.0)], 0)
    bins = torch.arange(16, device=maps.device).to(maps.dtype)
    distance = torch.softmax(sides, 3).matmul(bins)  # (B, A, 4) in cells
    boxes = torch.cat([points - distance[:, :, :2], points + distance[:, :, 2:]], 2)  # in cells
    target, owner, assigned = __torch__.assign(logits.detach().sigmoid(), boxes.detach() * stride, points * stride, classes, truth)
    total = target.sum().clamp(1)

    positive_weight = torch.full([1], self.positive_weight, device=maps.device)
    cross_entropy = torch.binary_cross_entropy_with_logits(logits, target, None, positive_weight, 0)
    if self.gamma > 0.0:
      p = logits.sigmoid()
      agreement = target * p + (1 - target) * (1 - p)
      cross_entropy = cross_entropy * (target * 0.25 + (1 - target) * 0.75) * (1 - agreement).pow(self.gamma)
    cls = cross_entropy.sum() / total

    box = torch.zeros_like(cls)
    dfl = torch.zeros_like(cls)
    if bool(assigned.any()):
      owned = truth.gather(1, owner.unsqueeze(2).expand(-1, -1, 4)) / stride  # (B, A, 4) in cells
      own = owned[assigned]  # (F, 4)
      weight = target.sum(2)[assigned]  # (F)
      box = ((1 - __torch__.ciou(boxes[assigned], own)) * weight).sum() / total
      centre = points.unsqueeze(0).expand([maps.size(0), -1, -1])[assigned]  # (F, 2)
      true_distance = torch.cat([centre - own[:, :2], own[:, 2:] - centre], 1)  # (F, 4)
      log_probability = torch.log_softmax(sides[assigned], 2)
      dfl = (__torch__.focal_distance(log_probability, true_distance) * weight).sum() / total
    return (torch.stack([box, cls, dfl]), target, owner, assigned)
