using Weir.Wire.Ethereum;

namespace Weir.Consensus;

/// <summary>The kinds in the order of their names, in which tables list them.</summary>
internal static class CodeOrder
{
    public static int Of(IbftCode code) => code switch
    {
        IbftCode.Commit => 0,
        IbftCode.Prepare => 1,
        IbftCode.Preprepare => 2,
        _ => 3,
    };
}
