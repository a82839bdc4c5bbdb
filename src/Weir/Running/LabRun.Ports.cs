using Weir.Lab.Building;

namespace Weir.Running;

/// <content>The counters of switches beside the captures at their ports.</content>
public sealed partial class LabRun
{
    // Replaced as a whole: checks and requests read them meanwhile.
    private IReadOnlyList<PortAgreement> _ports = [];
    private IReadOnlyList<string> _silentSwitches = [];

    /// <summary>Compares what switches counted with what captures at their ports saw until now; none where no capture listens at a switch of OpenFlow.</summary>
    /// <exception cref="WeirException">The network does not stand any more.</exception>
    internal async Task<IReadOnlyList<PortAgreement>> ComparePortsAsync(CancellationToken cancellation)
    {
        if (_captures is { } captures) { await ComparePortsAsync(Network, captures, () => captures.FlushAsync(cancellation), cancellation).ConfigureAwait(false); }
        return _ports;
    }

    // Ends the captures; what they and the switches have counted then is what stands.
    private async Task EndCapturesAsync(RunCaptures captures)
    {
        // A network that never came up has counted nothing.
        if (_network is { } network && _counters is not null) { await ComparePortsAsync(network, captures, () => captures.DisposeAsync().AsTask(), CancellationToken.None).ConfigureAwait(false); }
        await captures.DisposeAsync().ConfigureAwait(false);
        captures.Judge(_trust);
        JudgePorts(_trust);
        if (_ports.Count > 0) { Write(Folder.Ports, json => PortAgreement.Write(json, _ports)); }
    }

    private async Task ComparePortsAsync(LabNetwork network, RunCaptures captures, Func<Task> look, CancellationToken cancellation)
    {
        var comparison = new PortReconciliation(network, captures.Live);
        _ports = await comparison.CompareAsync(look, cancellation).ConfigureAwait(false);
        _silentSwitches = comparison.Faults;
    }

    private void JudgePorts(TrustJudge judge)
    {
        foreach (string fault in _silentSwitches) { judge.Add(fault); }
        foreach (PortAgreement one in _ports)
        {
            if (one.Difference is { } difference) { judge.Add(difference); }
        }
    }
}
