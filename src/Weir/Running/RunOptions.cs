using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.Lab.Building;

namespace Weir.Running;

/// <summary>How a plan is run.</summary>
public sealed record RunOptions
{
    /// <summary>The folder for runs.</summary>
    public required string Home { get; init; }

    /// <summary>The registry that the run stands in while it is there.</summary>
    public required RunRegistry Registry { get; init; }

    /// <summary>The text of the lab file, kept in the run's folder.</summary>
    public required string FileText { get; init; }

    /// <summary>Reads a changed lab file for this run; null where the run takes no changes.</summary>
    public LabReader? Reread { get; init; }

    /// <summary>The folder of the lab file: where its programs run.</summary>
    public required string FileFolder { get; init; }

    /// <summary>The command line that starts this very Weir, for programs that are verbs of it and for the supervisor.</summary>
    public required IReadOnlyList<string> WeirCommand { get; init; }

    /// <summary>The version of Weir, for the record.</summary>
    public required string Version { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Takes what only somebody who looks for a fault wants to know.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;

    /// <summary>The arguments with which the run's supervisor logs as this process does; empty when nothing is logged.</summary>
    public IReadOnlyList<string> LogArguments { get; init; } = [];

    /// <summary>What can carry links.</summary>
    public required IReadOnlyList<ILinkBackend> Backends { get; init; }

    /// <summary>True when the lab stays up until it is told to end, whatever the file's duration and checks say.</summary>
    public bool StaysUp { get; init; }

    /// <summary>True when a result that cannot be trusted has an exit code of its own.</summary>
    public bool Strict { get; init; }

    /// <summary>How long the run may take in all; null: no limit.</summary>
    public TimeSpan? Limit { get; init; }

    /// <summary>Programs that are started at the same time at most.</summary>
    public int Parallel { get; init; } = Math.Max(4, Environment.ProcessorCount * 4);

    /// <summary>Seconds that reading and planning took, for the record.</summary>
    public double PlanSeconds { get; init; }
}
