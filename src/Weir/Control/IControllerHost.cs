namespace Weir.Control;

/// <summary>What runs an app.</summary>
internal interface IControllerHost
{
    /// <summary>The clock.</summary>
    TimeProvider Time { get; }

    /// <summary>The switches that are connected.</summary>
    IReadOnlyCollection<ControlledSwitch> Switches { get; }

    /// <summary>Tells people a line.</summary>
    void Say(string line);
}
