using BenchmarkDotNet.Running;
using Weir.Bench;

if (args is ["generate", _, ..])
{
    CaptureGenerator.Run(args.AsSpan(1));
    return 0;
}

if (args is ["reassembly", _, ..])
{
    ReassemblyHarness.Run(args.AsSpan(1));
    return 0;
}

if (args is ["fuzz", ..]) { return FuzzHarness.Run(args.AsSpan(1)); }

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
