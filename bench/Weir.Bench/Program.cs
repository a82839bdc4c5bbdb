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

if (args is ["chain", ..])
{
    ChainHarness.Run(args.AsSpan(1));
    return 0;
}

if (args is ["fuzz", ..]) { return FuzzHarness.Run(args.AsSpan(1)); }

if (args is ["link", _, _, ..])
{
    await LinkHarness.RunAsync(args[1..]);
    return 0;
}

if (args is ["stores", _, _, ..])
{
    await StoresHarness.RunAsync(args[1..]);
    return 0;
}

if (args is ["switch", _, _, ..])
{
    await SwitchHarness.RunAsync(args[1..]);
    return 0;
}

if (args is ["flows", _, _, _, _, _])
{
    FlowSource.Run(args[1..]);
    return 0;
}

if (args is ["answer", { } path])
{
    AnswerHarness.Run(path);
    return 0;
}

if (args is ["ask", _, _, _])
{
    AskHarness.Run(args[1..]);
    return 0;
}

if (args is ["hosts", _, ..])
{
    HostsHarness.Run(args.AsSpan(1));
    return 0;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
