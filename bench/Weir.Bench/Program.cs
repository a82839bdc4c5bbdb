using BenchmarkDotNet.Running;
using Weir.Bench;

if (args is ["generate", _, ..])
{
    CaptureGenerator.Run(args.AsSpan(1));
    return;
}

if (args is ["reassembly", _, ..])
{
    ReassemblyHarness.Run(args.AsSpan(1));
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
