using System.Data;
using Dapper;
using Slipway.Oci;

namespace Slipway.Storage.Sqlite;

/// <summary>Digests are TEXT columns with their algorithm, as people and other tools read them.</summary>
internal sealed class DigestHandler : SqlMapper.TypeHandler<Digest>
{
    public override Digest Parse(object value) => Digest.Parse((string)value);

    public override void SetValue(IDbDataParameter parameter, Digest value)
    {
        parameter.DbType = DbType.String;
        parameter.Value = value.ToString();
    }
}
