using Weir.Fabric;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Fabric;

/// <summary>A frame that passes a link allocates nothing.</summary>
public class FabricBudgetTests
{
    [Fact]
    public void A_link_with_every_impairment()
    {
        var wire = new Wire(Impairments.None with
        {
            Rate = DataRate.Parse("1 Gbit/s"), Delay = TimeSpan.FromMilliseconds(1), Jitter = TimeSpan.FromMilliseconds(0.5), Loss = 0.01, BurstLoss = new(0.01, 0.3), Reorder = 0.1, Duplicate = 0.01, Corrupt = 0.01,
        });
        byte[] frame = new byte[1000];
        byte[] into = new byte[1000];
        Budget.Allocates(0, () =>
        {
            for (int i = 0; i < 100; i++)
            {
                wire.First.Send(frame);
                wire.Clock.Advance(TimeSpan.FromMicroseconds(10), wire.Pump);
                while (wire.Second.TryReceive(into, out _)) { }
            }
        });
    }
}
