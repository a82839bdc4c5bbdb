using System.Net.Security;
using Weir.Platform;

namespace Weir.Control;

/// <summary>How a controller deals with switches.</summary>
internal sealed record ControllerOptions
{
    /// <summary>Where it listens.</summary>
    public required ConnectionPlace Listen { get; init; }

    /// <summary>TLS; null for plain connections.</summary>
    public SslServerAuthenticationOptions? Tls { get; init; }

    /// <summary>The versions that it may speak: bit n is wire protocol n. The app may narrow them.</summary>
    public uint Versions { get; init; } = OpenFlowConnection.AllVersions;

    /// <summary>The file in which what it knows is kept, written anew when that changed; null for none.</summary>
    public string? View { get; init; }

    /// <summary>The numbers of the switches that it waits for: that all of them are connected is said once. None: nothing is said.</summary>
    public IReadOnlySet<ulong> Awaited { get; init; } = new HashSet<ulong>();

    /// <summary>Switches at once; more wait until one goes.</summary>
    public int MaxSwitches { get; init; } = 1024;

    /// <summary>Messages of all switches that wait for the app; switches wait when it is full.</summary>
    public int EventQueue { get; init; } = 8192;

    /// <summary>Messages that wait for one switch; more are dropped and counted.</summary>
    public int SendQueue { get; init; } = 8192;

    /// <summary>Longest time for a handshake.</summary>
    public TimeSpan HandshakeTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A switch that was silent for so long is asked whether it lives.</summary>
    public TimeSpan EchoAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A switch that was silent for so long is given up.</summary>
    public TimeSpan DeadAfter { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Time between two ticks; null for what the app asks for.</summary>
    public TimeSpan? TickEvery { get; init; }

    /// <summary>True when a switch's tables are emptied when it connects, as POX does.</summary>
    public bool ClearsTables { get; init; } = true;

    /// <summary>Bytes of a packet without a flow that a switch sends; 0xffff is all of it.</summary>
    public ushort MissSendLength { get; init; } = ushort.MaxValue;
}
