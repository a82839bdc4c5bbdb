using Weir.Wire.OpenFlow;

namespace Weir.Control;

/// <summary>
/// What a controller decides: derive from it and override what you need. All calls come one after the other on one thread at a time, so an app needs no locks; none may wait for long.
/// An exception out of a call is told and counted, and the controller goes on.
/// </summary>
public abstract class ControllerApp
{
    private IControllerHost? _host;

    /// <summary>The versions that the app speaks: bit n is wire protocol n (1 is OpenFlow 1.0, 4 is 1.3). The highest one that the switch speaks too is used.</summary>
    public virtual uint Versions => OpenFlowConnection.AllVersions;

    /// <summary>The switches that are connected.</summary>
    protected IReadOnlyCollection<ControlledSwitch> Switches => Host.Switches;

    /// <summary>The clock.</summary>
    protected TimeProvider Time => Host.Time;

    /// <summary>The links between switches that the app has found; none unless it says so. Asked for about once a second.</summary>
    public virtual IEnumerable<SwitchLink> Links => [];

    /// <summary>The addresses that the app has learned, and where; none unless it says so. Asked for about once a second.</summary>
    public virtual IEnumerable<LearnedHost> Hosts => [];

    /// <summary>Time between two ticks.</summary>
    internal virtual TimeSpan TickEvery => TimeSpan.FromSeconds(1);

    private IControllerHost Host => _host ?? throw new InvalidOperationException("an app has switches and a clock once a controller runs it");

    /// <summary>A switch has connected: its ports are known and its tables are empty.</summary>
    public virtual void Connected(ControlledSwitch one)
    {
    }

    /// <summary>A switch has gone. What is sent to it from now on is dropped.</summary>
    public virtual void Disconnected(ControlledSwitch one)
    {
    }

    /// <summary>A packet came from a switch.</summary>
    public virtual void PacketArrived(ControlledSwitch one, PacketIn packet)
    {
    }

    /// <summary>A port came, went or changed; <see cref="ControlledSwitch.Ports"/> says so already.</summary>
    public virtual void PortChanged(ControlledSwitch one, PortStatus status)
    {
    }

    /// <summary>Another message came: an error, a removed flow, statistics that were asked for.</summary>
    public virtual void Received(ControlledSwitch one, OpenFlowMessage message)
    {
    }

    /// <summary>About once a second.</summary>
    public virtual void Tick()
    {
    }

    /// <summary>Tells people a line.</summary>
    protected void Say(string line) => Host.Say(line);

    internal void Attach(IControllerHost host) => _host = host;
}
