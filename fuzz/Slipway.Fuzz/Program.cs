using System.Diagnostics;
using Slipway.Fuzz;

// slipway-fuzz [SECONDS] [SEED]: mutates valid inputs of the parsers until the time is over; a crash is written to a
// file and ends with 1.
var seconds = args.Length > 0 ? int.Parse(args[0]) : 60;
var seed = args.Length > 1 ? int.Parse(args[1]) : Environment.TickCount;
Console.WriteLine($"seed {seed}, {seconds} s");
var watch = Stopwatch.StartNew();
long rounds = 0;
using var targets = new Targets();
while (watch.Elapsed.TotalSeconds < seconds)
{
    foreach (var target in targets.All)
    {
        if (new Fuzzer(target, unchecked(seed + (int)rounds++)).Run(200) is not { } failure)
            continue;
        var file = Path.GetFullPath($"crash-{target.Name}-{rounds}");
        File.WriteAllBytes(file, failure.Input);
        Console.WriteLine($"{target.Name}: {failure.Error}\nthe input is in {file}");
        return 1;
    }
}
Console.WriteLine($"{rounds * 200} inputs, no crash");
return 0;
