# Times training steps of the oracle in channels_last, on the same made-up input as StepBenchmark.
# Arguments: folder of the oracle, model, batch, pixels, threads, measured steps, fp32 or bf16.
# Prints JSON.
import json, statistics, sys, time

folder, name = sys.argv[1:3]
batch, pixels, threads, steps = map(int, sys.argv[3:7])
in_bf16 = sys.argv[7] == "bf16"
sys.path.insert(0, folder)
import torch
import model
from loss import loss
from optim import EMA, groups

CLASSES, BOXES, WARM_UP = 3, 6, 5
torch.set_num_threads(threads)
torch.manual_seed(0)
net = model.Model(name, nc=CLASSES).train()
average = EMA(net)
biases, weights, scales = groups(net)
optimizer = torch.optim.SGD(biases, lr=1e-4, momentum=0.937, nesterov=True)
optimizer.add_param_group({"params": weights, "weight_decay": 5e-4})
optimizer.add_param_group({"params": scales, "weight_decay": 0.0})
images = torch.randint(0, 256, (batch, pixels, pixels, 3), dtype=torch.uint8)
targets = torch.cat(
    [
        torch.arange(batch).repeat_interleave(BOXES)[:, None].float(),
        torch.randint(0, CLASSES, (batch * BOXES, 1)).float(),
        0.3 + 0.4 * torch.rand(batch * BOXES, 2),
        0.1 + 0.4 * torch.rand(batch * BOXES, 2),
    ],
    1,
)


def floats(maps):
    return maps.float() if isinstance(maps, torch.Tensor) else type(maps)(map(floats, maps))


times = []
for i in range(WARM_UP + steps):
    start = time.perf_counter()
    x = images.permute(0, 3, 1, 2).float() / 255  # channels_last without a copy
    with torch.autocast("cpu", torch.bfloat16, enabled=in_bf16):
        maps = net(x)
    total, items = loss(floats(maps), targets, CLASSES)
    items.tolist()
    total.backward()
    torch.nn.utils.clip_grad_norm_(net.parameters(), 10.0)
    optimizer.step()
    optimizer.zero_grad()
    average.update(net)
    times.append(1000 * (time.perf_counter() - start))
print(json.dumps({"torch": torch.__version__, "median_ms": statistics.median(times[WARM_UP:])}))
