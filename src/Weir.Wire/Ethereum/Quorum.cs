namespace Weir.Wire.Ethereum;

/// <summary>How many votes a decision takes among n committee members (klaytn-ibft 4.2). n is the number of validators, capped by the committee size; below 1 nothing can be decided and every number is 0.</summary>
public static class Quorum
{
    /// <summary>F = ceil(n / 3) - 1: how many faulty members are tolerated.</summary>
    public static int Faulty(int n) => n < 1 ? 0 : ((n + 2) / 3) - 1;

    /// <summary>Prepares (counting commits too) or commits that a block needs.</summary>
    public static int Votes(int n, IbftVersion version) => n < 1 ? 0 : version switch
    {
        IbftVersion.Klaytn18 => (2 * Faulty(n)) + 1,
        _ when n < 4 => n,
        IbftVersion.Klaytn19 when n == 6 => 4,
        IbftVersion.Klaytn19 => (2 * Faulty(n)) + 1,
        _ => ((2 * n) + 2) / 3,
    };

    /// <summary>Round changes for one round that start it.</summary>
    public static int RoundChangeStart(int n, IbftVersion version) =>
        version == IbftVersion.Klaytn18 && n is > 0 and < 4 ? n : Votes(n, version);

    /// <summary>Round changes for a higher round that make a member follow.</summary>
    public static int RoundChangeCatchUp(int n, IbftVersion version) => n < 1 ? 0 : version switch
    {
        IbftVersion.Klaytn18 when n < 4 => n - 1,
        IbftVersion.Klaytn19 when n <= 6 => Votes(n, version) - 1,
        _ => Faulty(n) + 1,
    };

    /// <summary>Valid, distinct committed seals that a header needs: more than 2F.</summary>
    public static int CommittedSeals(int n) => n < 1 ? 0 : (2 * Faulty(n)) + 1;
}
