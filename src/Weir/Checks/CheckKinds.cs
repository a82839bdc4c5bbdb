using Weir.Declaration;

namespace Weir.Checks;

/// <summary>The registry of checks: one line a kind.</summary>
public static class CheckKinds
{
    /// <summary>All kinds.</summary>
    public static IReadOnlyList<ICheckKind> All { get; } =
    [
        new CheckKind(CheckForms.Ping, Acts: true),
        new CheckKind(CheckForms.Rtt, Acts: true),
        new CheckKind(CheckForms.Throughput, Acts: true),
        new CheckKind(CheckForms.Loss, Acts: true),
        new CheckKind(CheckForms.Http, Acts: true),
        new CheckKind(CheckForms.Tcp, Acts: true),
        new CheckKind(CheckForms.Dns, Acts: true),
        new CheckKind(CheckForms.Command, Acts: true),
        new CheckKind(CheckForms.Exit),
        new CheckKind(CheckForms.Log),
        new CheckKind(CheckForms.File),
        new CheckKind(CheckForms.Route),
        new CheckKind(CheckForms.Neighbour),
        new CheckKind(CheckForms.Address),
        new CheckKind(CheckForms.Interface),
        new CheckKind(CheckForms.Packets),
        new CheckKind(CheckForms.Order),
        new CheckKind(CheckForms.Flow),
        new CheckKind(CheckForms.Monitor),
        new CheckKind(CheckForms.Counter),
        new CheckKind(CheckForms.Equal),
        new CheckKind(CheckForms.Between),
        new CheckKind(CheckForms.Program),
        new CheckKind(CheckForms.Cpu),
        new CheckKind(CheckForms.Memory),
        new CheckKind(CheckForms.Trust),
        new CheckKind(CheckForms.SameAs),
    ];

    private sealed record CheckKind(KindForm Form, bool Acts = false) : ICheckKind;
}
