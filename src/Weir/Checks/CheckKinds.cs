using Weir.Checks.Looks;
using Weir.Declaration;

namespace Weir.Checks;

/// <summary>The registry of checks: one line a kind.</summary>
public static class CheckKinds
{
    /// <summary>All kinds.</summary>
    public static IReadOnlyList<ICheckKind> All { get; } =
    [
        new Check(CheckForms.Ping, PingLook.LookAsync, acts: true),
        new Check(CheckForms.Rtt, RttLook.LookAsync, acts: true),
        new Check(CheckForms.Throughput, ThroughputLook.LookAsync, acts: true),
        new Check(CheckForms.Loss, LossLook.LookAsync, acts: true),
        new Check(CheckForms.Http, HttpLook.LookAsync, acts: true),
        new Check(CheckForms.Tcp, TcpLook.LookAsync, acts: true),
        new Check(CheckForms.Dns, DnsLook.LookAsync, acts: true, kernel: _ => true),
        new Check(CheckForms.Command, CommandLook.LookAsync, acts: true, kernel: _ => true),
        new Check(CheckForms.Exit, ExitLook.LookAsync),
        new Check(CheckForms.Log, LogLook.LookAsync),
        new Check(CheckForms.File, FileLook.LookAsync, kernel: settings => settings.Has("on")),
        new Check(CheckForms.Route, RouteLook.LookAsync),
        new Check(CheckForms.Neighbour, NeighbourLook.LookAsync),
        new Check(CheckForms.Address, AddressLook.LookAsync),
        new Check(CheckForms.Interface, InterfaceLook.LookAsync),
        new Check(CheckForms.Packets, PacketsLook.LookAsync),
        new Check(CheckForms.Order, OrderLook.LookAsync),
        new Check(CheckForms.Flow, FlowLook.LookAsync),
        new Check(CheckForms.Monitor, MonitorLook.LookAsync),
        new Check(CheckForms.Counter, CounterLook.LookAsync),
        new Check(CheckForms.Equal, EqualLook.LookAsync),
        new Check(CheckForms.Between, BetweenLook.LookAsync),
        new Check(CheckForms.Program, ProgramLook.LookAsync),
        new Check(CheckForms.Cpu, CpuLook.LookAsync, kernel: _ => true),
        new Check(CheckForms.Memory, MemoryLook.LookAsync, kernel: _ => true),
        new Check(CheckForms.Trust, TrustLook.LookAsync),
        new Check(CheckForms.SameAs, SameAsLook.LookAsync),
    ];
}
